#include "libcore/cli/run.h"
#include "tools/spill-clean/options.h"

int main(int argc, char** argv) { return tlog::cli::run(spill_clean::tool(), argc, argv); }
