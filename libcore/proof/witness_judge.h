#pragma once
// How a witness judges a request, C2SP tlog-witness: what the HTTP status says, and why. Nothing here reads or writes
// anything: the keys and the state of the witness are passed in.

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "libcore/note/key.h"
#include "libcore/proof/witness_request.h"
#include "libcore/proof/witness_state.h"

namespace tlog {

// The logs that a witness knows: by origin, the keys any one of which signs for it.
class WitnessedLogs {
 public:
  struct Key {
    VerifierKey verifier;
    KeyId id;
    std::shared_ptr<const Ed25519Verifier> ready;
  };

  // A log's key.
  void add(std::string origin, VerifierKey key);
  // Null for an origin that is not known.
  const std::vector<Key>* find(std::string_view origin) const;
  const std::map<std::string, std::vector<Key>, std::less<>>& by_origin() const { return keys_; }

 private:
  std::map<std::string, std::vector<Key>, std::less<>> keys_;
};

// The numbers are those of the HTTP statuses that C2SP tlog-witness asks for.
enum class WitnessStatus : uint16_t {
  kCosigned = 200,
  kMalformed = 400,      // not a request, not a checkpoint, or the old size is above that of the checkpoint
  kForbidden = 403,      // not signed by a trusted key, or a trusted key's signature does not hold
  kUnknownLog = 404,     // the origin
  kConflict = 409,       // the witness has cosigned another size than the old one
  kUnprocessable = 422,  // the tree did not grow out of the one that the witness knows
  kUnavailable = 503,    // the state cannot be read, or not be made durable
};

struct WitnessRefusal {
  WitnessStatus status = WitnessStatus::kMalformed;
  std::string reason;  // for people
};

// What can be said without the state of the witness.
struct OpenedRequest {
  std::optional<WitnessRefusal> refusal;
  TreeSize old_size;
  std::vector<Hash> proof;
  Checkpoint checkpoint;  // where there is a refusal, perhaps nothing, and trusted by nobody
  UnverifiedNote note;    // the checkpoint as the log signed it, without the signatures of others
};

// In this order: 400 where the body cannot be read; 404 for an unknown origin; 403 unless a trusted key's signature
// holds, and where one of a trusted key does not hold; 400 for an old size above that of the checkpoint. Signatures by
// others are ignored, and so are not kept.
OpenedRequest open_witness_request(std::string_view body, const WitnessedLogs& logs);

// The rest, for a request without a refusal, given what the witness cosigned last (nothing: it never did): 409 unless
// the old size is its size; then 422 unless the tree grew out of that one, which for size 0 and for equal sizes means
// the same root and an empty proof.
std::optional<WitnessRefusal> judge_growth(const OpenedRequest& request, const std::optional<WitnessState>& last);

// What takes the place of `last` before the cosignature is made. Its time is now, and never before that of `last`.
WitnessState next_witness_state(const OpenedRequest& request, const std::optional<WitnessState>& last, uint64_t now);

}  // namespace tlog
