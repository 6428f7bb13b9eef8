# The same four verbs as tool.py, for those whose hands type make.
.PHONY: demo test lint bench
demo test lint bench:
	python3 tool.py $@ $(ARGS)
