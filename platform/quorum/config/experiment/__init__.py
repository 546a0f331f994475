"""An experiment on a running site: what the loop saves of the votes that random serving needs."""
