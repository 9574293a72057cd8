"""The shared repository layer: the store, its tables, one repository per register, the unit of work.

The guard and the audit are here, so that no screen and no command can forget them.
"""

from helpdesk.repository.late import put_off_metadata

put_off_metadata()  # before SQLAlchemy, which only this package imports
