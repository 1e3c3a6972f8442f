#pragma once
// Where the objects of a log are kept for those who read it: named bytes, which are written once. The one that changes,
// the checkpoint, is swapped: only by who knows what is there.
//
//   dir:PATH            a folder of this machine
//   http(s)://HOST/...  a server that keeps what is PUT (RFC 9110 9.3.4) and heeds If-None-Match and If-Match
//   s3://BUCKET/PREFIX  S3, or what speaks it, with the same conditions
//
// A store is suspect: what it says of a condition is probed before it is relied on (probe_store()).

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "libcore/base/result.h"
#include "libcore/net/http.h"

namespace tlog {

// What an object is served as.
struct ObjectKind {
  std::string_view content_type;
  std::string_view cache_control;
};

// What became of a write. Where the answer got lost, and the write was tried again, kRefused may be about our own.
enum class PutOutcome {
  kDone,
  kRefused,  // create: there is an object of this name. swap: it is not the one that was expected.
};

struct FoundObject {
  std::string bytes;
  std::string tag;  // changes with the bytes, for swap(); empty where the store has none
};

struct ListedObject {
  std::string key;
  uint64_t size_bytes = 0;
};

// Callable from several threads. Errors name the object, or the store: network: the store does not answer, after the
// tries that there are. denied: no permission. config: it cannot be used. busy: cancelled. io: a file.
class ObjectStore {
 public:
  virtual ~ObjectStore() = default;

  // The store as the user named it, fit to be shown, and an object of it.
  virtual const std::string& name() const = 0;
  std::string name_of(const std::string& key) const { return name() + "/" + key; }

  // Nothing where there is no such object. malformed: it is longer than `max_bytes`.
  virtual Result<std::optional<FoundObject>> get(const std::string& key, size_t max_bytes) = 0;
  // Its length, without its bytes.
  virtual Result<std::optional<uint64_t>> size_of(const std::string& key) = 0;
  // Writes an object that is not there yet. It is durable when this returns, as far as the store can say.
  virtual Result<PutOutcome> create(const std::string& key, std::string_view bytes, const ObjectKind& kind) = 0;
  // Replaces the object with this tag.
  virtual Result<PutOutcome> swap(const std::string& key, std::string_view bytes, const ObjectKind& kind,
                                  const std::string& tag) = 0;
  // Calls `see` for each object that is there, in any order; its error ends the listing. What is below `.tlog` is none.
  // Only where can_list().
  virtual bool can_list() const = 0;
  virtual Status list(const std::function<Status(const ListedObject&)>& see) = 0;
  // Must it be shown that the conditions are heeded?
  virtual bool is_suspect() const = 0;
};

struct S3Options {
  std::string endpoint{};  // a URL; empty: that of AWS in the region
  std::string region{};    // empty: us-east-1
  std::string access_key_id{};
  std::string secret_access_key{};
  std::string session_token{};
};

struct StoreOptions {
  HttpOptions http{};
  S3Options s3{};
  bool unsafe = false;  // conditions are looked at here, by reading first, since the store does not heed them
};

// usage: not such a place. config: no credentials.
Result<std::unique_ptr<ObjectStore>> open_store(const std::string& place, const StoreOptions& options);

// Shows that a second create and a swap with a wrong tag are refused, and one with the right tag is not, with an object
// named kProbeKey, which stays.
// Nothing: so it is. Else what the store does: "overwrites an object that is there".
constexpr const char* kProbeKey = "tlog-tools-probe";
Result<std::string> probe_store(ObjectStore& store);

}  // namespace tlog
