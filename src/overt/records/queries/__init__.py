"""Questions to the records, one file per asker's need; they change nothing and open no sealed blob."""
