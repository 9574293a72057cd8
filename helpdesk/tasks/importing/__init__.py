"""The import of a customer list as an office has it: CSV in any encoding, with any delimiter and column names.

`sheet` reads the file, `mapping` says what each column becomes, `rows` turns a row into a customer or names its
faults, `rejects` writes the failed rows to a file that can be corrected and imported again.
"""
