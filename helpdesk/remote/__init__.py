"""Remote support over SSH: connecting, host keys, the terminal in between, and recording. Clause: G4, B4, B6, D6.

Nothing here knows the store: whatever must be stored is returned as values of `helpdesk.domain.remote`.
"""
