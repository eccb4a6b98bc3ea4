"""How editors work together: versions, merging, states, roles, unsaved work, who did what.

Readers' code never imports this.
"""
