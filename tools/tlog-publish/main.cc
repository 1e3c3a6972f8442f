#include "libcore/cli/run.h"
#include "tools/tlog-publish/options.h"

int main(int argc, char** argv) { return tlog::cli::run(tlog_publish::tool(), argc, argv); }
