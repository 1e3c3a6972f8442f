#include "libcore/cli/run.h"
#include "tools/tlog-import/options.h"

int main(int argc, char** argv) { return tlog::cli::run(tlog_import::tool(), argc, argv); }
