"""What was found before, kept on disk so that nothing is checked twice. Text and fingerprints, never code.

An entry says on which inputs it rests (files and their content, files that are not there, folders and what is in
them), for which engine and which day. It counts only while all of that is as it was; anything else, a damaged entry too,
is as if there were none. Nothing here knows agreements, and nothing here imports more than the command could wait for.
"""
