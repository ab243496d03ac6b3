"""Addresses of studies for a degree and of recognised prior learning."""

from django.urls import path

from piawai.web.study import own, prior, studies

urlpatterns = [
    path("studi-saya/", own.my_studies, name="my_studies"),
    path("studi-saya/ajukan/", own.study_ask, name="study_ask"),
    path("studi-saya/rpl/", own.prior_ask, name="prior_ask"),
    path("studi/", studies.studies, name="studies"),
    path("studi/<slug:code>/", studies.study, name="study"),
    path("studi/<slug:code>/tarik/", own.study_withdraw, name="study_withdraw"),
    path("studi/<slug:code>/dukung/", studies.study_support, name="study_support"),
    path("studi/<slug:code>/tolak/", studies.study_refuse, name="study_refuse"),
    path("studi/<slug:code>/berikan/", studies.study_grant, name="study_grant"),
    path("studi/<slug:code>/perpanjang/", studies.study_extend, name="study_extend"),
    path("studi/<slug:code>/selesai/", studies.study_finish, name="study_finish"),
    path("studi/<slug:code>/akhiri/", studies.study_end, name="study_end"),
    path("rpl/", prior.priors, name="priors"),
    path("rpl/berkas/<slug:token>/", prior.prior_file, name="prior_file"),
    path("rpl/<slug:code>/", prior.prior, name="prior"),
    path("rpl/<slug:code>/tarik/", own.prior_withdraw, name="prior_withdraw"),
    path("rpl/<slug:code>/asesor/", prior.prior_assign, name="prior_assign"),
    path("rpl/<slug:code>/ambil/", prior.prior_take_back, name="prior_take_back"),
    path("rpl/<slug:code>/akui/", prior.prior_recognise, name="prior_recognise"),
    path("rpl/<slug:code>/tolak/", prior.prior_refuse, name="prior_refuse"),
]
