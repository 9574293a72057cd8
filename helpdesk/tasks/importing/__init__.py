"""The import of a customer list as an office has it: a CSV in whatever encoding, delimiter and words.

`sheet` reads the file, `mapping` says what each column becomes, `rows` turns a row into a customer or names
its faults, `rejects` writes the rows that failed to a file that can be mended and imported again.
"""
