#include "libcore/cli/run.h"
#include "tools/tlog-sync/options.h"

int main(int argc, char** argv) { return tlog::cli::run(tlog_sync::tool(), argc, argv); }
