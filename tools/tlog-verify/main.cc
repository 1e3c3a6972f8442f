#include "libcore/cli/run.h"
#include "tools/tlog-verify/options.h"

int main(int argc, char** argv) { return tlog::cli::run(tlog_verify::tool(), argc, argv); }
