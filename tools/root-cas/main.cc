#include "libcore/cli/run.h"
#include "tools/root-cas/options.h"

int main(int argc, char** argv) { return tlog::cli::run(root_cas::tool(), argc, argv); }
