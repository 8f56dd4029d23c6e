using System.Security.Cryptography;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.Tokens;
using NodaTime;

namespace Compensation.Api.Shared.Access;

/// <summary>Sets up which tokens count: those of the configured issuer, for our audience, signed by its key and not expired.</summary>
internal static class TokenChecks
{
    /// <summary>How far the issuer's clock and ours may differ.</summary>
    internal static readonly Duration ClocksDiffer = Duration.FromSeconds(30);

    /// <summary>Adds the checks.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="options">The issuer.</param>
    /// <param name="development">The program's own issuer, in development; else null.</param>
    /// <exception cref="InvalidOperationException">There is no issuer.</exception>
    /// <exception cref="IOException">The issuer's key cannot be read.</exception>
    public static void Add(IServiceCollection services, ApiOptions options, DevelopmentIssuer? development)
    {
        if (development is null && options.Issuer.Length == 0)
        {
            throw new InvalidOperationException("Api:Issuer is missing. Set it to the address of the issuer whose tokens count.");
        }

        // An issuer on this machine, as there is one for a trial, is heard by nobody else.
        var isLocal = Uri.TryCreate(options.Issuer, UriKind.Absolute, out var issuer) && issuer.IsLoopback;
        if (development is null && options.IssuerKey.Length == 0 && !isLocal && issuer?.Scheme != Uri.UriSchemeHttps)
        {
            throw new InvalidOperationException($"Api:Issuer is '{options.Issuer}', whose keys cannot be asked for safely. Give an address that begins with "
                + "https, or its key in a file: Api:IssuerKey.");
        }

        var key = development?.Key ?? (options.IssuerKey.Length > 0 ? ReadKey(options.IssuerKey) : null);
        // No scheme is the default: a token is looked at when a call or a page asks for its caller, and once for each request.
        services.AddAuthentication().AddJwtBearer(bearer =>
        {
            bearer.MapInboundClaims = false;
            bearer.TokenValidationParameters = new TokenValidationParameters
            {
                ValidIssuer = development is null ? options.Issuer : DevelopmentIssuer.Name,
                ValidAudience = options.Audience,
                IssuerSigningKey = key,
                RequireSignedTokens = true,
                ValidAlgorithms = development is not null ? [SecurityAlgorithms.HmacSha256] :
                [
                    SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSha384, SecurityAlgorithms.RsaSha512,
                    SecurityAlgorithms.RsaSsaPssSha256, SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.EcdsaSha384,
                ],
            };
            if (key is null)
            {
                bearer.Authority = options.Issuer;
                bearer.RequireHttpsMetadata = !isLocal;
            }
        });
        services.AddOptions<JwtBearerOptions>(JwtBearerDefaults.AuthenticationScheme).Configure<IClock>((bearer, clock) =>
            bearer.TokenValidationParameters.LifetimeValidator = (from, to, _, _) => IsGood(from, to, clock.GetCurrentInstant()));
    }

    /// <summary>Whether a token is good now, by our clock; one without an end is not.</summary>
    private static bool IsGood(DateTime? from, DateTime? to, Instant now) =>
        to is { } end && now < MomentOf(end) + ClocksDiffer && (from is not { } begin || now >= MomentOf(begin) - ClocksDiffer);

    private static Instant MomentOf(DateTime utc) => Instant.FromDateTimeUtc(DateTime.SpecifyKind(utc, DateTimeKind.Utc));

    private static SecurityKey ReadKey(string file)
    {
        var pem = File.ReadAllText(file);
        try
        {
            var elliptic = ECDsa.Create();
            elliptic.ImportFromPem(pem);
            return new ECDsaSecurityKey(elliptic);
        }
        catch (Exception error) when (error is ArgumentException or CryptographicException)
        {
            var rsa = RSA.Create();
            rsa.ImportFromPem(pem);
            return new RsaSecurityKey(rsa);
        }
    }
}
