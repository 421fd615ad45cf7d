"""Distances, bearings and offsets on the ellipsoid, without a numeric library."""

from __future__ import annotations

import math

__all__ = ["bearing_deg", "compass_point", "distance_km", "offset"]

# WGS 84
_A, _F = 6378.137, 1 / 298.257223563
_B = _A * (1 - _F)
_MEAN_RADIUS = 6371.0088
_COMPASS = ("N", "NE", "E", "SE", "S", "SW", "W", "NW")


def distance_km(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """Kilometres between two points, within 0.5 % (great circle on the mean sphere)."""
    phi1, phi2 = math.radians(lat1), math.radians(lat2)
    half_lat = math.sin((phi2 - phi1) / 2)
    half_lon = math.sin(math.radians(lon2 - lon1) / 2)
    h = half_lat * half_lat + math.cos(phi1) * math.cos(phi2) * half_lon * half_lon
    return 2 * _MEAN_RADIUS * math.asin(min(1.0, math.sqrt(h)))


def bearing_deg(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """Direction from the first point to the second, degrees clockwise from north."""
    phi1, phi2 = math.radians(lat1), math.radians(lat2)
    along = math.radians(lon2 - lon1)
    east = math.sin(along) * math.cos(phi2)
    north = math.cos(phi1) * math.sin(phi2) - math.sin(phi1) * math.cos(phi2) * math.cos(along)
    return math.degrees(math.atan2(east, north)) % 360.0


def compass_point(bearing: float) -> str:
    """The eighth of the compass that a bearing falls in, such as ``NW``."""
    return _COMPASS[round(bearing / 45.0) % 8]


def offset(lat: float, lon: float, bearing: float, km: float) -> tuple[float, float]:
    """The point so many kilometres away in a direction (Vincenty's direct formula)."""
    alpha = math.radians(bearing)
    sin_alpha, cos_alpha = math.sin(alpha), math.cos(alpha)
    tan_u = (1 - _F) * math.tan(math.radians(lat))
    cos_u = 1 / math.sqrt(1 + tan_u * tan_u)
    sin_u = tan_u * cos_u
    sigma1 = math.atan2(tan_u, cos_alpha)
    sin_azimuth = cos_u * sin_alpha
    cos2_azimuth = 1 - sin_azimuth * sin_azimuth
    u2 = cos2_azimuth * (_A * _A - _B * _B) / (_B * _B)
    a = 1 + u2 / 16384 * (4096 + u2 * (-768 + u2 * (320 - 175 * u2)))
    b = u2 / 1024 * (256 + u2 * (-128 + u2 * (74 - 47 * u2)))
    sigma = km / (_B * a)
    for _ in range(100):
        cos_2m = math.cos(2 * sigma1 + sigma)
        sin_s, cos_s = math.sin(sigma), math.cos(sigma)
        delta = (
            b
            * sin_s
            * (
                cos_2m
                + b
                / 4
                * (
                    cos_s * (2 * cos_2m * cos_2m - 1)
                    - b / 6 * cos_2m * (4 * sin_s * sin_s - 3) * (4 * cos_2m * cos_2m - 3)
                )
            )
        )
        previous, sigma = sigma, km / (_B * a) + delta
        if abs(sigma - previous) < 1e-12:
            break
    cos_2m = math.cos(2 * sigma1 + sigma)
    sin_s, cos_s = math.sin(sigma), math.cos(sigma)
    side = sin_u * sin_s - cos_u * cos_s * cos_alpha
    lat2 = math.atan2(
        sin_u * cos_s + cos_u * sin_s * cos_alpha,
        (1 - _F) * math.sqrt(sin_azimuth * sin_azimuth + side * side),
    )
    lam = math.atan2(sin_s * sin_alpha, cos_u * cos_s - sin_u * sin_s * cos_alpha)
    c = _F / 16 * cos2_azimuth * (4 + _F * (4 - 3 * cos2_azimuth))
    along = lam - (1 - c) * _F * sin_azimuth * (
        sigma + c * sin_s * (cos_2m + c * cos_s * (2 * cos_2m * cos_2m - 1))
    )
    return math.degrees(lat2), (lon + math.degrees(along) + 180) % 360 - 180
