#pragma once
// The verbs of root-cas: one shared root for each bucket of an owner, which moves only from the root that its writer
// built on. The store is that of store/cas_store.h, its table the one that other programs have for this (bucket_roots).

#include <cstdint>
#include <optional>
#include <string>

#include "libcore/base/result.h"
#include "libcore/ops/host.h"

namespace tlog {

constexpr size_t kMaxRootBytes = 4096;  // a content address has about sixty

struct RootPlace {
  std::string store;  // sqlite:FILE or postgres:CONNINFO
  std::string owner;
  std::string bucket;
};

// Exactly one of the three.
struct RootExpected {
  std::optional<std::string> root;
  std::optional<uint64_t> version;
  bool absent = false;
};

struct RootInitRequest {
  std::string store;
  bool check_cas = false;
};

struct RootSwapRequest {
  RootPlace place;
  RootExpected expected;
  std::optional<std::string> root;  // the new one; without it the row is removed
};

struct RootListRequest {
  std::string store;
  std::optional<std::string> owner;
};

struct RootBatchRequest {
  std::string store;
  std::string batch = "-";
  bool partial = false;
};

// usage: not an owner, a bucket, a root; not exactly one expectation.
Status check_root_place(const RootPlace& place);
Status check_root(const std::string& root);
Status check_root_expected(const RootExpected& expected);

// All: errors of CasStore. Records are described in tlog-records(5).
Result<Verdict> root_init(const RootInitRequest& request, Host& host);
Result<Verdict> root_get(const RootPlace& place, Host& host);
Result<Verdict> root_swap(const RootSwapRequest& request, Host& host);
Result<Verdict> root_list(const RootListRequest& request, Host& host);
// A line of JSON for each swap; each is atomic on its own. Those that are there already when one is read share a
// commit.
Result<Verdict> root_batch(const RootBatchRequest& request, Host& host);

}  // namespace tlog
