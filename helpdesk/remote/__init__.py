"""Remote support over SSH: connecting, host keys, the terminal in between, and recording. Clause: G4, B4, B6, D6.

Nothing here knows the store: what must be kept is handed out as values of `helpdesk.domain.remote`.
"""
