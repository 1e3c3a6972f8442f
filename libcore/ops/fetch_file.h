#pragma once
// A file back from its chunks, by its data map. What comes is verified before it counts: each chunk by its address,
// each piece by the data map. The file is written beside its place and put there when it is whole and durable; whatever
// goes wrong before, nothing is left. Pieces are written where they belong as they arrive, so that memory does not grow
// with the file.

#include <cstdint>
#include <optional>
#include <string>

#include "libcore/base/result.h"
#include "libcore/chunk/address.h"
#include "libcore/ops/chunk_source.h"
#include "libcore/ops/host.h"
#include "libcore/store/chunk_endpoints.h"

namespace tlog {

struct FetchRequest {
  std::string endpoints;           // a file of endpoint_list.h; "-" is standard input; or
  std::string master;              // the URL of the only store (chunk_route.h),
  std::string token_file;          // and what it asks for, or empty
  std::string map;                 // the data map; "-" is standard input; or
  std::optional<Address> address;  // the data map is a chunk itself
  std::string output;
  bool replace = false;  // a file that is there already
  bool dry_run = false;  // every chunk is looked at, nothing is written
  uint64_t concurrency = 8;
  SourcePolicy source;
  StoreOptions store;
  uint64_t chunk_timeout_s = 60;
};

// kNo: a chunk is in no store, all of which have answered. In a dry run all such chunks are told, else the first one
// ends it. cannot_create: the output is there already, or cannot be. malformed: the data map is none, or does not go
// with its chunks. network, denied: it cannot be told whether a chunk is there. busy: cancelled, or somebody else
// writes the same file. Records are described in tlog-records(5).
Result<Verdict> fetch_file(const FetchRequest& request, Host& host);

}  // namespace tlog
