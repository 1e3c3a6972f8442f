#pragma once
// chunk-upload --objects: brings a built log into an object store. Objects are created and never replaced; one that is
// there already must be the same. When all of them are there, and read back, the checkpoint is swapped from the one
// that this upload has seen, and proved to be a beginning of the log: so whoever reads the store finds a whole log at
// every moment, and of two who upload different growths one is told.

#include <cstdint>
#include <optional>
#include <string>

#include "libcore/base/result.h"
#include "libcore/ops/host.h"
#include "libcore/store/object_store.h"

namespace tlog {

// How an object that was sent is looked at again. One that was there already is always read.
enum class ReadBack { kNone, kHead, kGet };

struct UploadRequest {
  std::string source = "-";  // the directory of a log, a file of `object` records, or "-"
  std::string target;        // as open_store() has it
  StoreOptions store;
  bool partial = false;  // of the records
  ReadBack read_back = ReadBack::kGet;
  bool all = false;     // look at each object of the log, and not at those alone that the checkpoint there lacks
  bool strays = false;  // at the end, name what is in the store and not of the log
  std::optional<uint64_t> qps;         // requests a second, at most
  std::optional<std::string> journal;  // in place of the log's own
  std::string spill_root;              // swept first; empty: none
};

// kNo: an object in the store is another, or was lost; or the log there is not a beginning of this one. Errors of the
// store; with the summary before them. Records are described in tlog-records(5).
Result<Verdict> upload_log(const UploadRequest& request, Host& host);

}  // namespace tlog
