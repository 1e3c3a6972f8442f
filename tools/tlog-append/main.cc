#include "libcore/cli/run.h"
#include "tools/tlog-append/options.h"

int main(int argc, char** argv) { return tlog::cli::run(tlog_append::tool(), argc, argv); }
