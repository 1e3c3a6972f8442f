#include "libcore/cli/run.h"
#include "tools/vindex-build/options.h"

int main(int argc, char** argv) { return tlog::cli::run(vindex_build::tool(), argc, argv); }
