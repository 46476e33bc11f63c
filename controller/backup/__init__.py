"""Backups of the whole office: journal, settings, keys and catalogue, encrypted for whoever has the recovery digits.

The format is age (age-encryption.org/v1) around a compressed tar file, so a backup can be opened without motcua, too.
The controller knows only the public half: who steals the stick *and* reads the controller's card still lacks the digits.
"""
