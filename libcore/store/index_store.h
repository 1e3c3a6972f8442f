#pragma once
// An index file (vindex/index_file.h) that is mapped to be read.

#include <memory>
#include <string>

#include "libcore/base/result.h"
#include "libcore/os/mapped_file.h"
#include "libcore/vindex/index_file.h"

namespace tlog {

struct OpenIndex {
  MappedFile file;
  IndexView view;
  const IndexHeader& header() const { return view.header(); }
};

// malformed: no index, or one that is cut off.
Result<std::unique_ptr<OpenIndex>> open_index(const std::string& path);
// Of a file that is none: may it have been one? It is empty, or begins as one does, but for damage. Not: it is
// something else, and nothing to be written over.
Result<bool> was_index(const std::string& path);

}  // namespace tlog
