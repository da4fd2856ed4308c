"""Questions in SPARQL: the graph, with or without one enterprise, ready queries and one's own, here or at an endpoint."""
