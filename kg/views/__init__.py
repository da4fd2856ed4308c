"""Pictures and exports: a view builds one networkx graph, and every format is made from that graph.

A view is a module that builds its graph and arranges it (`responsibility`, `enterprise`). `picture` says what an
arrangement is, `vega` draws it, and `svg`, `html` and `graphml` write files. `catalog` names views and formats.
"""
