using Compensation.Api.V1;

namespace Compensation.Api.Sellers;

/// <summary>Serves the calls of <see cref="SellerService"/>.</summary>
public sealed class SellerApi : SellerService.SellerServiceBase;
