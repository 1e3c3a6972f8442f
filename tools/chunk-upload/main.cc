#include "libcore/cli/run.h"
#include "tools/chunk-upload/options.h"

int main(int argc, char** argv) { return tlog::cli::run(chunk_upload::tool(), argc, argv); }
