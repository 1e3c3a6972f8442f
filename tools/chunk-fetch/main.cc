#include "libcore/cli/run.h"
#include "tools/chunk-fetch/options.h"

int main(int argc, char** argv) { return tlog::cli::run(chunk_fetch::tool(), argc, argv); }
