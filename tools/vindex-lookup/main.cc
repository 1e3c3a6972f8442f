#include "libcore/cli/run.h"
#include "tools/vindex-lookup/options.h"

int main(int argc, char** argv) { return tlog::cli::run(vindex_lookup::tool(), argc, argv); }
