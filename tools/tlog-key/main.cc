#include "libcore/cli/run.h"
#include "tools/tlog-key/options.h"

int main(int argc, char** argv) { return tlog::cli::run(tlog_key::tool(), argc, argv); }
