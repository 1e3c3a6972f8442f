#pragma once
// Looking through a folder, and removing it, by descriptor: no link is followed, no mount is crossed, so that what is
// outside of the folder is never touched, whoever else moves things about meanwhile.

#include <cstdint>
#include <functional>
#include <string>

#include "libcore/base/result.h"
#include "libcore/os/file.h"

namespace tlog {

constexpr unsigned kMaxTreeDepth = 64;  // folders in folders; each takes a descriptor

// Opens the folder `name` of the folder `parent`; `path` is for messages. config: a mount point, or a kernel that does
// not tell. not_found: nothing there, or a link or a file.
Result<Fd> open_folder_in(const Fd& parent, const std::string& name, const std::string& path);

// Calls `visit` with each name in the folder, until it fails. The order is the file system's.
Status for_names_in(const Fd& folder, const std::string& path, const std::function<Status(const std::string&)>& visit);

// The bytes of the files below the folder. config: there is a mount below it. malformed: deeper than kMaxTreeDepth.
Result<uint64_t> bytes_in(const Fd& folder, const std::string& path);

// Removes everything in the folder but the name `last` at its top. Errors of bytes_in(); a part may be gone then.
Status remove_all_in(const Fd& folder, const std::string& last, const std::string& path);

}  // namespace tlog
