#pragma once
// A witness for files and pipes: requests in, cosignatures out. How it judges, and what it keeps: ops/witness.h.

#include <functional>
#include <memory>
#include <string>

#include "libcore/base/result.h"
#include "libcore/note/cosigner.h"
#include "libcore/ops/host.h"
#include "libcore/ops/trust.h"
#include "libcore/ops/witness.h"
#include "libcore/store/cas_store.h"

namespace tlog {

// Who the witness is, and whose logs it knows.
struct WitnessSetup {
  std::string state;            // sqlite:FILE or postgres:CONNINFO
  bool existing_state = false;  // it must be there: a witness that forgot must not begin anew
  std::string key;              // a file; "-" is standard input
  TrustRequest trust;           // its logs alone matter
};

// The secret key of a cosigner, in either form.
Result<std::unique_ptr<Cosigner>> read_cosigner(const std::string& path);

// The logs that the user named, each with its keys: the origin is the name of the key, unless he says otherwise.
// Warns of keys in a policy that cannot be checked. config: no log is left, or one origin for the logs of several
// names.
Result<WitnessedLogs> read_witnessed_logs(const TrustRequest& trust, Host& host);

Result<std::unique_ptr<CasStore>> open_witness_state(const WitnessSetup& setup);

// What a program ends with where the state is unavailable: an input cannot be blamed for what the store holds.
Error unavailable_error(const Error& error);

struct CosignRequest {
  WitnessSetup witness;
  bool records = false;  // an `answer` record for each request, and the summary
  bool partial = false;  // the summary behind a stream of requests may be missing
};

// The request on standard input (C2SP tlog-witness add-checkpoint), and the lines of its cosignatures; or with
// `records` a stream of `request` records, or one request as it is, and answers. No: one was refused. malformed: one
// cannot be read, or the stream was cut off. Errors of CasStore: nothing was cosigned since.
Result<Verdict> cosign(const CosignRequest& request, Host& host);
// The same with another store in the place of the one that is named.
using OpenStore = std::function<Result<std::unique_ptr<CasStore>>()>;
Result<Verdict> cosign_with(const CosignRequest& request, const OpenStore& open, Host& host);

}  // namespace tlog
