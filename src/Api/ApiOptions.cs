using System.ComponentModel.DataAnnotations;

namespace Compensation.Api;

/// <summary>Represents what the API is set to.</summary>
public sealed record ApiOptions
{
    /// <summary>Who issues the tokens: the issuer's address, from which OpenID Connect's discovery leads to its keys.</summary>
    /// <value>Empty unless it is set: then the program issues tokens itself, in development only.</value>
    public string Issuer { get; init; } = "";

    /// <summary>A PEM file with the issuer's public key, where the issuer cannot be asked for it.</summary>
    /// <value>Empty unless it is set.</value>
    public string IssuerKey { get; init; } = "";

    /// <summary>For whom tokens have to be issued.</summary>
    /// <value>compensation unless it is set.</value>
    [Required]
    public string Audience { get; init; } = "compensation";

    /// <summary>The largest request, or message of a stream, in bytes.</summary>
    /// <value>4 MiB unless it is set.</value>
    [Range(16 * 1024, 256 * 1024 * 1024)]
    public int LargestRequest { get; init; } = 4 * 1024 * 1024;

    /// <summary>How many calls a second a key, or a person, may make for long; messages of a stream of orders are not calls.</summary>
    /// <value>2,000 unless it is set.</value>
    [Range(1, 10_000_000)]
    public int CallsPerSecond { get; init; } = 2_000;

    /// <summary>How many calls a key, or a person, may make at once after a pause.</summary>
    /// <value>4,000 unless it is set.</value>
    [Range(1, 10_000_000)]
    public int CallsAtOnce { get; init; } = 4_000;

    /// <summary>How many requests of one stream of orders, or of a call that places several, are carried out at the same time; a stream is not read further
    /// meanwhile.</summary>
    /// <value>256 unless it is set.</value>
    [Range(1, 65_536)]
    public int StreamedAtOnce { get; init; } = 256;

    /// <summary>A file with the keys that persons' data is encrypted with, one on a line: 32 bytes in Base64, the one in use first.</summary>
    /// <value>Empty unless it is set: then nothing can be kept about persons, bank accounts neither.</value>
    public string PersonKeys { get; init; } = "";
}
