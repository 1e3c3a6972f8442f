# Inputs that cannot be read.
mkdir folder
status repodata-entries missing.json
status repodata-entries folder
status repodata-entries https://conda.anaconda.org/conda-forge/noarch/repodata.json.zst
status repodata-entries <&-
