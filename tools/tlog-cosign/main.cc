#include "libcore/cli/run.h"
#include "tools/tlog-cosign/options.h"

int main(int argc, char** argv) { return tlog::cli::run(tlog_cosign::tool(), argc, argv); }
