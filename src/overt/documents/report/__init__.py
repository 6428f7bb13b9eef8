"""The parts of a deployment report, one file a part; each turns `Evidence` into sections and decides nothing."""
