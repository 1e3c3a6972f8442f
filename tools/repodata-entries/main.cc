#include "libcore/cli/run.h"
#include "tools/repodata-entries/options.h"

int main(int argc, char** argv) { return tlog::cli::run(repodata_entries::tool(), argc, argv); }
