#pragma once
// Data maps are kept beside each other under the names of their files; none is written over.

#include <string>
#include <string_view>

#include "libcore/base/result.h"

namespace tlog {

// Can a file be made in `folder`? Errors of the folder.
Status check_map_folder(const std::string& folder);

// Keeps `bytes`, the data map of the file `path`, in `folder`, durably, under the first of its names that is free
// (data_map_file_name()). Where it is there already, it stays. The path. cannot_create: all names are taken. Errors of
// the files.
Result<std::string> keep_map(const std::string& folder, const std::string& path, std::string_view bytes);

}  // namespace tlog
