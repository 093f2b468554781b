"""The responsibility graph: who owns what, what waits for what, what leads where.

`duties`, `scope` and `order` are plain lists that every check runs on; `build` makes the networkx graph that people
export and explore. A test holds the two against each other.
"""
