#include "libcore/cli/run.h"
#include "tools/tlog-prove/options.h"

int main(int argc, char** argv) { return tlog::cli::run(tlog_prove::tool(), argc, argv); }
