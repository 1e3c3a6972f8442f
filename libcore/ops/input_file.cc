#include "libcore/ops/input_file.h"

#include <unistd.h>

#include "libcore/base/text.h"
#include "libcore/os/file.h"

namespace tlog {

std::string input_name(const std::string& path) { return path == "-" ? "standard input" : printable(path, 4096); }

Result<std::string> read_input(const std::string& path, size_t max_bytes) {
  return path == "-" ? read_all(STDIN_FILENO, max_bytes, input_name(path)) : read_file(path, max_bytes);
}

}  // namespace tlog
