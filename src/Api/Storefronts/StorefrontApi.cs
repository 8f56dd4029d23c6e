using Compensation.Api.V1;

namespace Compensation.Api.Storefronts;

/// <summary>Serves the calls of <see cref="StorefrontService"/>.</summary>
public sealed class StorefrontApi : StorefrontService.StorefrontServiceBase;
