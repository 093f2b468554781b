"""The responsibility graph: who owns what, what waits for what, what leads where.

`duties`, `scope`, `narrowing` and `order` are plain lists that every check runs on; `build` makes the networkx graph
that people export and explore. A test holds the two against each other. `ownership`, `uncovered` and `chains` answer
what people ask; `export` writes the graph, by way of `picture` where people are to look at it.
"""
