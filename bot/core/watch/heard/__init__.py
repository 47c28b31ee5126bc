"""The first stage: which words of the watches a text may hold, and which slots those fill; not what stands where."""
