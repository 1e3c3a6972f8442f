"""Ed25519 as RFC 8032 section 5.1 defines it, with the integers of Python: slow, and not safe against who can measure time.
Only keys that everybody knows are used with it."""

import functools
import hashlib

P = 2 ** 255 - 19
ORDER = 2 ** 252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P


def recover_x(y, sign):
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P != 0:
        x = x * pow(2, (P - 1) // 4, P) % P
    return P - x if x & 1 != sign else x


BASE_Y = 4 * pow(5, P - 2, P) % P
BASE_X = recover_x(BASE_Y, 0)
BASE = (BASE_X, BASE_Y, 1, BASE_X * BASE_Y % P)
NEUTRAL = (0, 1, 1, 0)


def add(p, q):
    """Points (X, Y, Z, T) with x = X/Z, y = Y/Z, xy = T/Z: RFC 8032 5.1.4."""
    a = (p[1] - p[0]) * (q[1] - q[0]) % P
    b = (p[1] + p[0]) * (q[1] + q[0]) % P
    c = 2 * p[3] * q[3] * D % P
    d = 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def multiply(scalar, point):
    product = NEUTRAL
    while scalar > 0:
        if scalar & 1:
            product = add(product, point)
        point = add(point, point)
        scalar >>= 1
    return product


def encode(point):
    inverse = pow(point[2], P - 2, P)
    x, y = point[0] * inverse % P, point[1] * inverse % P
    return (y | (x & 1) << 255).to_bytes(32, "little")


def expand(seed):
    digest = hashlib.sha512(seed).digest()
    scalar = int.from_bytes(digest[:32], "little")
    return scalar & (2 ** 254 - 8) | 2 ** 254, digest[32:]


def number(data):
    return int.from_bytes(hashlib.sha512(data).digest(), "little") % ORDER


@functools.lru_cache
def public_key(seed):
    return encode(multiply(expand(seed)[0], BASE))


def sign(seed, message):
    scalar, prefix = expand(seed)
    public = public_key(seed)
    r = number(prefix + message)
    commitment = encode(multiply(r, BASE))
    s = (r + number(commitment + public + message) * scalar) % ORDER
    return commitment + s.to_bytes(32, "little")


def decode(data):
    y = int.from_bytes(data, "little")
    sign, y = y >> 255, y & (2 ** 255 - 1)
    x = recover_x(y, sign)
    if y >= P or (x * x * (1 + D * y * y) - (y * y - 1)) % P != 0:
        raise ValueError("not a point")
    return (x, y, 1, x * y % P)


def verify(public, message, signature):
    try:
        key, commitment = decode(public), decode(signature[:32])
    except ValueError:
        return False
    s = int.from_bytes(signature[32:], "little")
    if len(signature) != 64 or s >= ORDER:
        return False
    k = number(signature[:32] + public + message)
    return encode(multiply(s, BASE)) == encode(add(commitment, multiply(k, key)))
