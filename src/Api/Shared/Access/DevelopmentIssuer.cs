using System.Security.Cryptography;
using Microsoft.Extensions.Hosting;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using NodaTime;

namespace Compensation.Api.Shared.Access;

/// <summary>Issues tokens for trying the program out. Its key is made anew for each process and never leaves it.</summary>
public sealed class DevelopmentIssuer
{
    /// <summary>What its tokens name as their issuer.</summary>
    public const string Name = "compensation-development";

    private const int KeyLength = 32;

    private static readonly Duration Lifetime = Duration.FromHours(12);

    private readonly string audience;
    private readonly IClock clock;

    /// <summary>Makes an issuer.</summary>
    /// <param name="environment">The host's environment.</param>
    /// <param name="audience">For whom tokens are issued.</param>
    /// <param name="clock">The clock.</param>
    /// <exception cref="InvalidOperationException">The environment is not development.</exception>
    public DevelopmentIssuer(IHostEnvironment environment, string audience, IClock clock)
    {
        if (!environment.IsDevelopment())
        {
            throw new InvalidOperationException($"The program issues tokens itself in development only, and this is {environment.EnvironmentName}. Set "
                + "Api:Issuer to the address of the issuer whose tokens count.");
        }

        this.audience = audience;
        this.clock = clock;
    }

    /// <summary>The key that its tokens are signed with.</summary>
    internal SymmetricSecurityKey Key { get; } = new(RandomNumberGenerator.GetBytes(KeyLength));

    /// <summary>Issues a token that is good for twelve hours.</summary>
    /// <param name="subject">Who it is.</param>
    /// <param name="roles">What they may be, as the claim <c>roles</c> names it.</param>
    /// <param name="programme">The programme's name; null for an admin of all programmes.</param>
    /// <param name="seller">The seller's id, for the role seller.</param>
    /// <param name="storefront">The storefront's name, for the role storefront.</param>
    public string Issue(string subject, IReadOnlyList<string> roles, string? programme, string? seller = null, string? storefront = null)
    {
        var now = clock.GetCurrentInstant();
        var claims = new Dictionary<string, object> { ["sub"] = subject, ["roles"] = roles };
        foreach (var (claim, value) in new[] { ("programme", programme), ("seller", seller), ("storefront", storefront) })
        {
            if (value is not null)
            {
                claims[claim] = value;
            }
        }

        return new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
        {
            Issuer = Name,
            Audience = audience,
            Claims = claims,
            NotBefore = now.ToDateTimeUtc(),
            IssuedAt = now.ToDateTimeUtc(),
            Expires = (now + Lifetime).ToDateTimeUtc(),
            SigningCredentials = new SigningCredentials(Key, SecurityAlgorithms.HmacSha256),
        });
    }
}
