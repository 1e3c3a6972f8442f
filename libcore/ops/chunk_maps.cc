#include "libcore/ops/chunk_maps.h"

#include <fmt/core.h>
#include <unistd.h>

#include <cerrno>

#include "libcore/base/text.h"
#include "libcore/chunk/data_map.h"
#include "libcore/os/file.h"

namespace tlog {

Status check_map_folder(const std::string& folder) {
  TRY(const Fd there, open_directory(folder));
  return ::access(folder.c_str(), W_OK | X_OK) == 0 ? Status() : Status(errno_error(folder, errno));
}

Result<std::string> keep_map(const std::string& folder, const std::string& path, std::string_view bytes) {
  const std::string file = path == "-" ? "" : path.substr(path.rfind('/') + 1);  // npos + 1 is 0
  const std::string temporary = fmt::format("{}/.{}.{}", folder, data_map_file_name(file, 1), ::getpid());
  for (unsigned i = 1; i <= kMaxDataMapNames; i++) {
    const std::string name = data_map_file_name(file, i);
    std::string kept = folder == "." ? name : folder + "/" + name;
    const auto present = read_regular_file(kept, bytes.size());
    if (present && *present == bytes) return kept;
    if (present || present.error().code() != Errc::kNotFound) continue;
    CHECK(create_file(temporary, bytes, {.sync = true}));
    const Status linked = link_file(temporary, kept);
    ::unlink(temporary.c_str());
    if (!linked && linked.error().code() == Errc::kCannotCreate) continue;  // somebody else's, meanwhile
    CHECK(linked);
    CHECK(sync_directory(folder));
    return kept;
  }
  return Error(Errc::kCannotCreate, fmt::format("{}: all {} names for the data map of {} are taken",
                                                printable(folder, 4096), kMaxDataMapNames, printable(path, 4096)));
}

}  // namespace tlog
