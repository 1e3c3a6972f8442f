#pragma once
// Asks many witnesses at once, each in a conversation of its own (witness_call.h).

#include <chrono>
#include <functional>
#include <vector>

#include "libcore/base/result.h"
#include "libcore/net/http.h"
#include "libcore/ops/host.h"
#include "libcore/ops/witness_call.h"

namespace tlog {

struct WitnessToAsk {
  size_t number;   // in the policy
  TreeSize known;  // the tree that it had last, as far as is known
};

// Ends when all have answered, after `limit`, when the host is told to stop, or when `take` has returned true: nobody
// else needs to be waited for then, and the others answer kInterrupted. `take` is called for each of them, one at a
// time, in the order of their answers. Of `http` only `contact` and `ca_file` are looked at; `question.given_up` is set
// here. An error: no proof could be made, or the client cannot be used.
Status ask_witnesses(const Policy& policy, const HttpOptions& http, WitnessQuestion question,
                     const std::vector<WitnessToAsk>& witnesses, std::chrono::seconds limit, Host& host,
                     const std::function<bool(size_t, WitnessAnswer)>& take);

}  // namespace tlog
