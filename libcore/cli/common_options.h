#pragma once
// Options that several tools share, word for word.

#include "libcore/cli/app.h"
#include "libcore/net/http.h"
#include "libcore/ops/trust.h"

namespace tlog::cli {

// The options of whoever reads DIR|URL, under a heading of their own.
void define_http(App& app, HttpOptions& http);

// Whom to believe: --policy (TLOG_POLICY) or --log-key, --origin, --max-future, under a heading of their own.
void define_trust(App& app, TrustRequest& trust);
// usage: nobody is named, or in two ways, or what cannot be an origin.
Status check_trust(const TrustRequest& trust);

}  // namespace tlog::cli
