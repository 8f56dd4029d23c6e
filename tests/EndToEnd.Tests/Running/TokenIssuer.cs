using System.Security.Cryptography;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Compensation.EndToEnd.Tests.Running;

/// <summary>A company's issuer of tokens, whose public key the program is told: what it is in production, with a key on a curve.</summary>
internal sealed class TokenIssuer : IDisposable
{
    /// <summary>What tokens name as their issuer.</summary>
    public const string Name = "https://issuer.example";

    /// <summary>For whom tokens are.</summary>
    public const string Audience = "compensation";

    private readonly ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    /// <summary>The public key as a PEM file has it.</summary>
    public string PublicKey => key.ExportSubjectPublicKeyInfoPem();

    public void Dispose() => key.Dispose();

    /// <summary>The metadata <c>authorization</c> of somebody.</summary>
    public string Bearer(string role, string subject, string? programme, string? seller = null, string? storefront = null)
    {
        var claims = new Dictionary<string, object> { ["sub"] = subject, ["roles"] = role };
        foreach (var (claim, value) in new[] { ("programme", programme), ("seller", seller), ("storefront", storefront) })
        {
            if (value is not null)
            {
                claims[claim] = value;
            }
        }

        return "Bearer " + Sign(claims);
    }

    /// <summary>A token with any claims, which may differ from ours in issuer, audience, end and key.</summary>
    public string Sign(
        Dictionary<string, object> claims, string issuer = Name, string audience = Audience, TimeSpan? lifetime = null, SigningCredentials? by = null)
    {
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        var expires = now + (lifetime ?? TimeSpan.FromHours(2));
        return new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
        {
            Issuer = issuer,
            Audience = audience,
            Claims = claims,
            NotBefore = expires < now ? expires.AddHours(-1) : now.AddMinutes(-1),
            IssuedAt = expires < now ? expires.AddHours(-1) : now.AddMinutes(-1),
            Expires = expires,
            SigningCredentials = by ?? new SigningCredentials(new ECDsaSecurityKey(key), SecurityAlgorithms.EcdsaSha256),
        });
    }
}
